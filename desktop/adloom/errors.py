"""The exception tree. `str(error)` is a sentence a merchant can act on.

AdloomError
|- BriefError        a fact, size or option of the order is wrong (field)
|- IntakeError       a picture or table row cannot be read (path, reason)
|- ModelError        ModelNotFoundError | ModelCorruptError | ModelIncompatibleError
|- StageError        a stage could not do its work (stage)
|  `- RefusedError   the picture is no product photo (kind); the user may overrule it
|- RenderError       FontMissingError
|- ExportError       an output cannot be written (path)
`- ProjectError      ProjectTooNewError | ProjectDamagedError
Cancelled            stands outside the root: it is no failure
"""

from __future__ import annotations


class AdloomError(Exception):
    """Root of everything Adloom raises on purpose."""


class BriefError(AdloomError):
    """A fact, size or option of the order is wrong; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class IntakeError(AdloomError):
    """A picture or table row cannot be read; `path` names the file."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class ModelError(AdloomError):
    """A model's files are the problem."""


class ModelNotFoundError(ModelError):
    """A model folder or file is missing."""


class ModelCorruptError(ModelError):
    """A model file does not match its checksum or cannot be parsed."""


class ModelIncompatibleError(ModelError):
    """A model cannot run on any runtime here."""


class StageError(AdloomError):
    """A stage could not do its work; `stage` names it."""

    def __init__(self, stage: str, message: str) -> None:
        super().__init__(message)
        self.stage = stage


class RefusedError(StageError):
    """The material filter refused the picture as `kind`; a brief with `anyway` overrules it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__("material", message)
        self.kind = kind


class RenderError(AdloomError):
    """A scene cannot be drawn."""


class FontMissingError(RenderError):
    """A font family is not among the bundled ones."""


class ExportError(AdloomError):
    """An output cannot be written; `path` names it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class ProjectError(AdloomError):
    """A scene or project file is the problem."""


class ProjectTooNewError(ProjectError):
    """The file was written by a newer Adloom."""


class ProjectDamagedError(ProjectError):
    """The file is broken or hostile."""


class Cancelled(BaseException):
    """The user stopped the work."""
