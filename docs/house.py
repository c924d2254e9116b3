#!/usr/bin/env python3
"""Measures the house: docs/house.py [folder of a checkout]

Counts the main code of session-autoconfigure: files per package, public types by ring, lines of
code, the sizes of files and methods, and repeated code. A line of code is a line that is neither
blank nor comment; package and import lines count for the file, not for repetition.
"""
import collections
import os
import re
import sys

ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
MAIN = os.path.join(ROOT, 'session-autoconfigure/src/main/java')
BASE = 'io.github.redissession'
API = ('', 'query')
SPI = ('spi',)
WINDOW = 6


def code(text):
    """The lines of code, without comments; text in quotes is not touched."""
    token = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|/\*(?:.|\n)*?\*/|//[^\n]*')
    text = token.sub(lambda m: m.group() if m.group()[0] in '"\'' else re.sub(r'[^\n]', '', m.group()), text)
    return [line for line in text.split('\n') if line.strip()]


def methods(lines):
    """The lengths of methods and constructors, in lines of code, signature and braces included."""
    lengths, start = [], None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip('\t'))
        body = line.strip()
        if start is None:
            opens = re.match(r'(?!class |record |enum |interface |static \{)[^=;]*\(.*', body)
            declares = re.search(r'\b(class|record|enum|interface)\b [A-Z]', body)
            if opens and not declares and not body.startswith(('@', 'return', 'throw', 'if', 'for', 'while', 'switch',
                    'try', 'this.', 'super', ')', '.', 'new ', '"')) and re.match(r'[\w<@]', body) and indent in (1, 2):
                if body.endswith((';', '}')):
                    continue
                start = (number, indent)
        elif indent == start[1] and body == '}':
            lengths.append(number - start[0] + 1)
            start = None
        elif indent < start[1] or (indent == start[1] and body.endswith(';')):
            start = None
    return lengths


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0


def repeated(files):
    """The number of windows of six lines of code that stand in more than one place."""
    places = collections.Counter()
    for lines in files.values():
        plain = [line.strip() for line in lines if not re.match(r'\s*(import|package) ', line)]
        for start in range(len(plain) - WINDOW + 1):
            window = plain[start:start + WINDOW]
            if sum(len(line) for line in window) > 60:
                places[tuple(window)] += 1
    return sum(1 for count in places.values() if count > 1)


files, packages, public = {}, collections.Counter(), collections.Counter()
for folder, _, names in sorted(os.walk(MAIN)):
    for name in sorted(names):
        if not name.endswith('.java'):
            continue
        with open(os.path.join(folder, name), encoding='utf-8') as source:
            text = source.read()
        package = os.path.relpath(folder, os.path.join(MAIN, *BASE.split('.'))).replace(os.sep, '.').strip('.')
        packages[package] += 1
        if name == 'package-info.java':
            continue
        files[os.path.join(folder, name)] = code(text)
        if re.search(r'^public ', text, re.M):
            public['API' if package in API else 'SPI' if package in SPI else 'others'] += 1
sizes = [len(lines) for lines in files.values()]
lengths = [length for lines in files.values() for length in methods(lines)]
print('types                  %6d' % len(files))
for ring in ('API', 'SPI', 'others'):
    print('public types, %-8s %6d' % (ring, public[ring]))
print('lines of code          %6d' % sum(sizes))
print('  without imports      %6d' % sum(not line.startswith(('import ', 'package ')) for lines in files.values()
    for line in lines))
print('file p50 / p90 / max   %6d / %d / %d' % (percentile(sizes, .5), percentile(sizes, .9), max(sizes)))
print('method p50 / p90 / max %6d / %d / %d' % (percentile(lengths, .5), percentile(lengths, .9), max(lengths)))
print('repeated six lines     %6d' % repeated(files))
print('files per package')
for package, count in sorted(packages.items()):
    print('  %-20s %6d' % (package or '(root)', count))
