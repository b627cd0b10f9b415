"""What a certificate costs: signed QR code, face as PDF/A, seal; CPU of one core, with the database work around it."""

from tongban.config.command.bench_city import measured

TIMES = 12


def measure() -> dict[str, float]:
    """Medians over `TIMES` certificates."""
    found: dict[str, float] = measured("measuring_certificates", TIMES)
    return {
        f"{part}, CPU ms" if part != "a second and core" else "certificates, 1/s and core": cost
        for part, cost in found.items()
    }
