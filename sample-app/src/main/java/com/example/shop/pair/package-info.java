/**
 * Runs two instances of the shop with one command.
 */
@NullMarked
package com.example.shop.pair;

import org.jspecify.annotations.NullMarked;
