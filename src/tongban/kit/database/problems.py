"""What can go wrong with the database server, each with what to do next."""


class DatabaseProblem(RuntimeError):
    """The server cannot be used: `zh` and `what` say what happened, `mend` what to do next."""

    def __init__(self, zh: str, what: str, mend: str) -> None:
        super().__init__(f"{what}\n{mend}")
        self.what = what
        self.zh = zh
        self.mend = mend
