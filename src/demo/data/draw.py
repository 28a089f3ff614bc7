#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""draw.py: makes the two pictures of the example family anew, beside this file. A child's drawing of a house, and the
chart on the fridge with three stickers; nothing in them shows anybody. Small: sixteen colours each."""
import math
import random
import struct
import zlib
from pathlib import Path

WIDTH, HEIGHT = 480, 340
PAPER, GREY, BLACK, RED, BLUE, YELLOW, GREEN, BROWN, PINK, WHITE, SKY, ORANGE = range(12)
COLOURS = [(251, 247, 236), (201, 198, 190), (58, 52, 60), (205, 66, 54), (52, 96, 178), (243, 192, 46), (72, 146, 84),
           (142, 96, 62), (214, 120, 160), (255, 255, 255), (176, 208, 232), (234, 132, 44)]


class Picture:
    def __init__(self, ground):
        self.dots = [[ground] * WIDTH for _ in range(HEIGHT)]
        self.hand = random.Random(9)

    def dot(self, x, y, radius, colour, gaps=0.0):
        for row in range(max(0, int(y - radius)), min(HEIGHT, int(y + radius) + 1)):
            for column in range(max(0, int(x - radius)), min(WIDTH, int(x + radius) + 1)):
                if (column - x) ** 2 + (row - y) ** 2 <= radius ** 2 and self.hand.random() >= gaps:
                    self.dots[row][column] = colour

    def line(self, points, colour, radius=2.6, shake=1.4):
        """As somebody of nine draws it: nearly straight, and with a crayon."""
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            steps = max(1, int(math.hypot(x1 - x0, y1 - y0) / 1.5))
            sway = self.hand.uniform(-shake, shake)
            for step in range(steps + 1):
                part = step / steps
                bend = sway * math.sin(part * math.pi) * 2
                self.dot(x0 + (x1 - x0) * part + bend, y0 + (y1 - y0) * part + bend, radius, colour, 0.12)

    def circle(self, x, y, radius, colour, width=2.6):
        self.line([(x + radius * math.cos(i / 12 * math.pi), y + radius * math.sin(i / 12 * math.pi)) for i in range(25)],
                  colour, width, 0.4)

    def shade(self, x0, y0, x1, y1, colour, step=7):
        """Strokes to and fro."""
        side = [(x0 if i % 2 else x1, y) for i, y in enumerate(range(y0, y1, step))]
        self.line(side, colour, 2.2)

    def write(self, path):
        used = max(max(row) for row in self.dots) + 1
        rows = b"".join(b"\0" + bytes(row[i] << 4 | row[i + 1] for i in range(0, WIDTH, 2)) for row in self.dots)
        palette = b"".join(bytes(colour) for colour in COLOURS[:used])

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0))
                         + chunk(b"PLTE", palette) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def person(picture, x, y, size, colour, skirt=False):
    picture.circle(x, y, size * 0.3, BLACK, 2)
    picture.line([(x, y + size * 0.3), (x, y + size * 1.1)], colour, 3.4)
    picture.line([(x - size * 0.45, y + size * 0.65), (x + size * 0.45, y + size * 0.65)], colour)
    if skirt:
        picture.line([(x, y + size * 0.7), (x - size * 0.35, y + size * 1.2), (x + size * 0.35, y + size * 1.2), (x, y + size * 0.7)],
                     colour)
    for side in (-1, 1):
        picture.line([(x, y + size * 1.1), (x + side * size * 0.25, y + size * 1.65)], colour)
        picture.dot(x + side * size * 0.1, y - size * 0.06, 1.8, BLACK)
    picture.line([(x - size * 0.12, y + size * 0.1), (x, y + size * 0.17), (x + size * 0.12, y + size * 0.1)], RED, 1.6, 0)


def house():
    """The house of dreams: a door without sound."""
    picture = Picture(PAPER)
    picture.shade(8, 306, 470, 334, GREEN, 6)
    picture.line([(150, 300), (150, 150), (330, 150), (330, 300), (150, 300)], BROWN, 3)
    picture.line([(132, 152), (240, 62), (348, 152), (132, 152)], RED, 3.4)
    for height in range(80, 150, 8):
        reach = (height - 62) * 1.12
        picture.line([(240 - reach, height), (240 + reach, height)], RED, 2)
    picture.line([(216, 300), (216, 212), (264, 212), (264, 300)], BLUE, 3.2)
    picture.shade(220, 218, 260, 298, BLUE, 8)
    picture.dot(256, 258, 4, YELLOW)
    for x in (166, 280):
        picture.line([(x, 172), (x + 36, 172), (x + 36, 206), (x, 206), (x, 172)], BLACK, 2)
        picture.line([(x + 18, 172), (x + 18, 206)], BLACK, 1.6)
        picture.shade(x + 3, 176, x + 33, 204, YELLOW, 9)
    picture.circle(424, 56, 26, YELLOW, 3)
    picture.shade(404, 40, 444, 74, YELLOW, 7)
    for i in range(12):
        turn = i / 6 * math.pi
        picture.line([(424 + 34 * math.cos(turn), 56 + 34 * math.sin(turn)), (424 + 50 * math.cos(turn), 56 + 50 * math.sin(turn))],
                     YELLOW, 2.2)
    for x, y in ((64, 60), (96, 48), (126, 62)):
        picture.circle(x, y, 20, SKY, 3)
    person(picture, 58, 214, 50, PINK, True)
    person(picture, 106, 236, 38, RED, True)
    person(picture, 386, 222, 46, BLUE)
    person(picture, 432, 246, 32, ORANGE)
    picture.write(Path(__file__).with_name("house-of-dreams.png"))


def chart():
    """The chart on the fridge: seven days, three stickers in a row."""
    picture = Picture(GREY)
    for y in range(30, 312):
        for x in range(44, 438):
            picture.dots[y][x] = WHITE
    for i in range(8):
        picture.line([(72 + i * 48, 88), (72 + i * 48, 276)], BLACK, 1.4, 0.5)
    for i in range(5):
        picture.line([(72, 88 + i * 47), (408, 88 + i * 47)], BLACK, 1.4, 0.5)
    for i in range(7):
        picture.line([(84 + i * 48, 70), (106 + i * 48, 70)], (BLUE, RED, GREEN)[i % 3], 3, 0.6)
    for i in range(3):
        x, y = 72 + 48 * 2.5, 88 + 47 * (i + 0.5)
        star = [(x + (17 if k % 2 == 0 else 8) * math.sin(k / 5 * math.pi), y - (17 if k % 2 == 0 else 8) * math.cos(k / 5 * math.pi))
                for k in range(11)]
        picture.dot(x, y, 10, YELLOW)
        picture.line(star, YELLOW, 4, 0)
        picture.line(star, ORANGE, 1.4, 0)
    for x, colour in ((66, RED), (416, BLUE)):
        picture.dot(x, 44, 12, colour)
        picture.dot(x - 3, 41, 3, WHITE)
    picture.write(Path(__file__).with_name("chart-on-the-fridge.png"))


if __name__ == "__main__":
    house()
    chart()
