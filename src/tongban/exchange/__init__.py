"""What crosses our border: messages, seals, identity, other systems. Each a port, a real adapter and a verified stand-in."""
