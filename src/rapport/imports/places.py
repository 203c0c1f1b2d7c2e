"""The names of columns: A is 0, Z is 25, AA is 26."""


def number_of(letters: str) -> int:
    """The number of a column from 0 by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters_of(index: int) -> str:
    """The name of a column by its number from 0: A, B, …, Z, AA."""
    return (letters_of(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
