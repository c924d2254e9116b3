/**
 * A small shop that keeps its sessions in Redis and has no line of code about it.
 */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
