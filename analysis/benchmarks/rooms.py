"""Rooms without anybody in them, drawn in perspective: what a camera sees before its person sits down.

A room is a box with furniture of boxes in it; walls carry windows, posters, shelves with books, clocks and lamps; light
falls off from one side. Everything follows from one number, so every room can be drawn again.
"""

import cv2
import numpy as np

from analysis.image import Image

Box = tuple[np.ndarray, np.ndarray]
"""Lowest and highest corner, metres: x right, y down, z away from the camera."""

SHIFT = 4  # fixed point of OpenCV's polygons


class Room:
    """One room as its camera sees it.

    Parameters
    ----------
    seed : int
    width, height : int, pixels
    """

    def __init__(self, seed: int, width: int = 640, height: int = 480) -> None:
        self._random = np.random.default_rng(seed)
        self._focal = width / 2 / np.tan(np.radians(self._random.uniform(25, 40)))
        self._centre = np.array([width, height]) / 2 + self._random.normal(0, 30, 2)
        self._image = np.empty((height, width, 3), np.uint8)
        self._size = self._random.uniform([1.2, 1.0, 2.0], [3.5, 1.6, 6.0])

    def draw(self) -> Image:
        """Return the picture, uint8 (height, width, 3), RGB."""
        self._draw_walls()
        parts = (self._window, self._poster, self._shelf, self._clock, self._lamp, self._door)
        for _ in range(self._random.integers(2, 8)):
            parts[self._random.integers(len(parts))]()
        for _ in range(self._random.integers(1, 6)):
            self._furniture()
        for _ in range(self._random.integers(0, 3)):
            self._plant()
        return self._developed()

    def _colour(self, low: int = 20, high: int = 235) -> np.ndarray:
        grey = self._random.uniform(low, high)
        return np.clip(grey + self._random.normal(0, 25, 3), 0, 255)

    def _fill(self, corners: np.ndarray, colour: np.ndarray) -> None:
        """Fill the polygon through some points, (n, 3) metres."""
        pixels = corners[:, :2] / corners[:, 2:] * self._focal + self._centre
        fixed = np.round(np.clip(pixels, -4000, 4000) * 2**SHIFT).astype(np.int32)
        cv2.fillPoly(self._image, [fixed], colour.tolist(), cv2.LINE_AA, SHIFT)

    def _draw_walls(self) -> None:
        x, y, z = self._size
        near = 0.2
        wall = self._colour(90)
        planes = {
            "ceiling": [(-x, -y, near), (x, -y, near), (x, -y, z), (-x, -y, z)],
            "floor": [(-x, y, near), (x, y, near), (x, y, z), (-x, y, z)],
            "left": [(-x, -y, near), (-x, y, near), (-x, y, z), (-x, -y, z)],
            "right": [(x, -y, near), (x, y, near), (x, y, z), (x, -y, z)],
            "back": [(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)],
        }
        for name, corners in planes.items():
            colour = self._colour(30, 160) if name == "floor" else wall * self._random.uniform(0.7, 1.0)
            self._fill(np.array(corners), colour)

    def _on_wall(self, width: float, height: float) -> np.ndarray:
        """Four corners of a rectangle somewhere on the back or a side wall."""
        x, y, z = self._size
        top = self._random.uniform(-y, y - height)
        side = self._random.integers(3)
        if side == 0:
            left = self._random.uniform(-x, x - width)
            return np.array(
                [(left, top, z), (left + width, top, z), (left + width, top + height, z), (left, top + height, z)]
            )
        wall = x if side == 1 else -x
        near = self._random.uniform(0.5, max(0.6, z - width))
        far = near + width
        return np.array([(wall, top, near), (wall, top, far), (wall, top + height, far), (wall, top + height, near)])

    def _panel(self, corners: np.ndarray, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """A part of a rectangle, in shares of it."""
        origin, across, down = corners[0], corners[1] - corners[0], corners[3] - corners[0]
        shares = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return np.array([origin + a * across + d * down for a, d in shares])

    def _window(self) -> None:
        corners = self._on_wall(*self._random.uniform([0.5, 0.6], [1.6, 1.4]))
        self._fill(corners, self._colour(150, 255))
        columns, rows = self._random.integers(1, 4, 2)
        sky, ground = self._colour(180, 255), self._colour(60, 200)
        for column in range(columns):
            for row in range(rows):
                place = np.array([column + 0.08, row + 0.08, column + 0.92, row + 0.92])
                left, top, right, bottom = place / [columns, rows, columns, rows]
                self._fill(self._panel(corners, left, top, right, bottom), sky)
                if bottom > 0.6:
                    self._fill(self._panel(corners, left, max(top, 0.6), right, bottom), ground)

    def _poster(self) -> None:
        corners = self._on_wall(*self._random.uniform([0.3, 0.3], [1.2, 1.2]))
        self._fill(corners, self._colour())
        self._fill(self._panel(corners, 0.05, 0.05, 0.95, 0.95), self._colour())
        for _ in range(self._random.integers(1, 10)):
            left, top = self._random.uniform(0.08, 0.7, 2)
            right, bottom = np.minimum(np.array([left, top]) + self._random.uniform(0.03, 0.4, 2), 0.92)
            panel = self._panel(corners, left, top, right, bottom)
            self._fill(self._disc(panel) if self._random.random() < 0.5 else panel, self._colour())

    @staticmethod
    def _disc(panel: np.ndarray) -> np.ndarray:
        """The ellipse within a rectangle."""
        turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)[:, None]
        across, down = (panel[1] - panel[0]) / 2, (panel[3] - panel[0]) / 2
        ellipse: np.ndarray = panel[0] + across + down + np.cos(turn) * across + np.sin(turn) * down
        return ellipse

    def _shelf(self) -> None:
        corners = self._on_wall(*self._random.uniform([0.6, 0.6], [1.8, 1.8]))
        self._fill(corners, self._colour(40, 160))
        rows = self._random.integers(2, 6)
        for row in range(rows):
            top, bottom = (row + 0.1) / rows, (row + 0.95) / rows
            self._fill(self._panel(corners, 0.03, top, 0.97, bottom), self._colour(10, 90))
            left = 0.04
            while left < 0.9:
                book = self._random.uniform(0.01, 0.06)
                if self._random.random() < 0.85:
                    lowered = top + self._random.uniform(0, 0.4) / rows
                    self._fill(self._panel(corners, left, lowered, left + book, bottom), self._colour())
                left += book + 0.003

    def _clock(self) -> None:
        size = self._random.uniform(0.2, 0.5)
        corners = self._on_wall(size, size)
        self._fill(self._disc(corners), self._colour(0, 120))
        self._fill(self._disc(self._panel(corners, 0.08, 0.08, 0.92, 0.92)), self._colour(180, 255))
        for hour in range(12):
            x, y = 0.5 + 0.36 * np.array([np.cos(hour * np.pi / 6), np.sin(hour * np.pi / 6)])
            self._fill(self._panel(corners, x - 0.03, y - 0.03, x + 0.03, y + 0.03), np.zeros(3))
        for length in (0.2, 0.32):
            turn = self._random.uniform(0, 2 * np.pi)
            tip, side = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)]) * 0.02
            hand = [np.array([0.5, 0.5]) + side, np.array([0.5, 0.5]) - side, np.array([0.5, 0.5]) + length * tip]
            across, down = corners[1] - corners[0], corners[3] - corners[0]
            self._fill(np.array([corners[0] + a * across + d * down for a, d in hand]), np.zeros(3))

    def _lamp(self) -> None:
        size = self._random.uniform(0.15, 0.5)
        corners = self._on_wall(size, size)
        self._fill(self._disc(corners), self._colour(180, 255))
        self._fill(self._panel(corners, 0.45, 0.9, 0.55, 2.5), self._colour(20, 120))

    def _door(self) -> None:
        corners = self._on_wall(0.85, 1.9 if self._size[1] > 1 else 1.5)
        self._fill(corners, self._colour(60))
        for top in (0.08, 0.55):
            self._fill(self._panel(corners, 0.15, top, 0.85, top + 0.38), self._colour(60))
        self._fill(self._disc(self._panel(corners, 0.85, 0.5, 0.93, 0.54)), self._colour())

    def _furniture(self) -> None:
        """A cupboard, a table, a chair, a screen: boxes of all shapes on the floor or on each other."""
        x, y, z = self._size
        size = self._random.uniform([0.2, 0.1, 0.1], [1.4, 1.3, 0.8])
        left = self._random.uniform(-x, x - size[0])
        near = self._random.uniform(0.9, max(1.0, z - size[2]))
        low = np.array([left, y - size[1], near])
        self._box((low, low + size))

    def _box(self, box: Box) -> None:
        (left, top, near), (right, bottom, far) = box
        colour = self._colour()
        self._fill(
            np.array([(left, top, near), (right, top, near), (right, top, far), (left, top, far)]), colour * 0.95
        )
        edge = right if right < 0 else left
        if left * right > 0:
            side = [(edge, top, near), (edge, top, far), (edge, bottom, far), (edge, bottom, near)]
            self._fill(np.array(side), colour * 0.6)
        front = np.array([(left, top, near), (right, top, near), (right, bottom, near), (left, bottom, near)])
        self._fill(front, colour * 0.8)
        for row in range(self._random.integers(0, 4)):
            self._fill(self._panel(front, 0.06, row / 4 + 0.03, 0.94, row / 4 + 0.22), colour * 0.7)
            self._fill(self._disc(self._panel(front, 0.46, row / 4 + 0.1, 0.54, row / 4 + 0.14)), colour * 0.3)

    def _plant(self) -> None:
        x, y, z = self._size
        foot = np.array([self._random.uniform(-x, x), y - 0.3, self._random.uniform(1.2, z)])
        self._box((foot - [0.12, 0, 0.12], foot + np.array([0.12, 0.3, 0.12])))
        green = np.array([30, 90, 30]) + self._random.uniform(0, 60, 3)
        for _ in range(self._random.integers(10, 60)):
            leaf = foot + self._random.normal(0, [0.2, 0.25, 0.1]) - [0, 0.4, 0]
            along = self._random.normal(0, 0.12, 3) * [1, 1, 0]
            across = np.array([-along[1], along[0], 0]) * 0.3
            self._fill(
                np.array([leaf - along, leaf + across, leaf + along, leaf - across]),
                green * self._random.uniform(0.5, 1.3),
            )

    def _developed(self) -> Image:
        """The picture with light from one side, out of focus, and with a sensor's noise."""
        height, width = self._image.shape[:2]
        down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
        slope = self._random.uniform(-0.5, 0.5, 2)
        light = self._random.uniform(0.5, 1.1) * (1 + slope[0] * (across - 0.5) + slope[1] * (down - 0.5))
        lit = cv2.GaussianBlur(self._image, (0, 0), self._random.uniform(0.4, 1.5)) * light[..., None]
        noise = self._random.normal(0, self._random.uniform(1, 6), lit.shape)
        picture: Image = np.clip(lit + noise, 0, 255).astype(np.uint8)
        return picture


def draw_room(seed: int, width: int = 640, height: int = 480) -> Image:
    """Return a picture of an empty room, uint8 (height, width, 3), RGB; the same one for the same seed."""
    return Room(seed, width, height).draw()
