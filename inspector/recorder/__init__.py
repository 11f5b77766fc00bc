"""What runs in the app's own page, the gate included: so it speaks MicroPython and keeps short."""
