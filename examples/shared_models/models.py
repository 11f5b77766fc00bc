"""The models of the data: the backend and the page import this file."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field


class Day(BaseModel):
    """The rain of one day."""

    day: date
    millimetres: Annotated[float, Field(ge=0, le=500)]


class Rain(BaseModel):
    """The rain at one place."""

    place: Annotated[str, Field(min_length=1, max_length=50)]
    days: Annotated[list[Day], Field(max_length=31)]
