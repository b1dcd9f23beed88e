"""Folders of pictures as the accuracy command wants them, made of the one face that may be passed on."""

import csv

import cv2
from skimage.data import astronaut


def portrait():
    """The astronaut's head and shoulders, 192 x 192."""
    return cv2.resize(astronaut()[:300, 80:380], (192, 192), interpolation=cv2.INTER_AREA)


def write_folder(folder, columns, rows, pictures=()):
    """A folder with a truth.csv and its pictures: (file, picture) pairs."""
    (folder / "images").mkdir(parents=True)
    for name, picture in pictures:
        cv2.imwrite(str(folder / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    with (folder / "truth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return folder
