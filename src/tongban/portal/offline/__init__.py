"""The verifier that needs no network: one HTML file with its script, filled with the trust file of the city."""
