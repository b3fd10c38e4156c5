"""The three ways anything in Athena fails: refused, retry, stop the line."""


class Refused(Exception):
    """Something was not done, on purpose, and a person can do something about it. Nothing was written.

    `code` is stable and for machines; `what` was refused, `where` it is (file, row, field), `why` it is a
    problem, and `remedy`: what to do, and who can.
    """

    def __init__(self, code: str, what: str, where: str, why: str, remedy: str) -> None:
        super().__init__(code, what, where, why, remedy)
        self.code, self.what, self.where, self.why, self.remedy = code, what, where, why, remedy

    def __str__(self) -> str:
        """Say it in four lines."""
        return f"{self.what} ({self.code})\n  where: {self.where}\n  why:   {self.why}\n  do:    {self.remedy}"


class Busy(Exception):
    """Something stayed in use for longer than the bound. Nothing was written, and trying again may work."""


class StopTheLine(Exception):
    """A guarantee no longer holds (a durable write failed, stored bytes are not what was stored): work ends."""
