"""The inspector and the document: elements are made and filled one by one, no HTML is parsed."""
