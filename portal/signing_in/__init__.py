"""What this site lays over django-allauth: its rules, its forms and its words."""
