/**
 * A small shop that keeps its sessions in Redis without a line of code for that.
 */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
