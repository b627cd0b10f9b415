"""What can go wrong with the database server, each with what to do next."""


class DatabaseProblem(RuntimeError):
    """The server cannot be used. The first line says what, the second what to do next."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}\n{mend}")
        self.what = what
        self.mend = mend
