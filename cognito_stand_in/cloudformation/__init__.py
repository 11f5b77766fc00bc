"""User pools from CloudFormation templates: YAML and JSON, as people, CDK and SAM write them."""
