"""The project as it runs on AWS: events, archives, uploads, and the template of the site."""
