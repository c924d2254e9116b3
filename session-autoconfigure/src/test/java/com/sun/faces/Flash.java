package com.sun.faces;

/**
 * Stands for the classes of Mojarra, whose names begin like the JDK's.
 *
 * @param text any content
 */
public record Flash(String text) {
}
