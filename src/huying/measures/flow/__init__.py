"""The kinds of matter of this app; importing it declares them."""

from . import zones as zones
