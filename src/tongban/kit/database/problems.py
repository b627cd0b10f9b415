"""What can go wrong with the database server, each with what to do next."""


class DatabaseProblem(RuntimeError):
    """The server cannot be used: what happened (English and `zh`), and `mend`, what to do next."""

    def __init__(self, what: str, mend: str, *, zh: str = "数据库无法使用,原因见下") -> None:
        super().__init__(f"{what}\n{mend}")
        self.what = what
        self.zh = zh
        self.mend = mend
