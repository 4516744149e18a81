"""What the coach's talk does: questions, reflections, advice, own stories; and the rates drawn from them.

label       one coach turn, sentence by sentence
questions   what form a question has
reflections what a statement takes up of the client's words, and what it adds
find        a whole session
measures    the rates, each with what it rests on
"""

from analyzer.moves.find import find_moves
from analyzer.moves.label import label_turn

__all__ = ["find_moves", "label_turn"]
