package com.example.shop;

import org.jspecify.annotations.Nullable;

/**
 * What the header of every page says about whoever looks at it.
 *
 * @param name the user's name, or null before login
 * @param tenant the user's tenant, or null before login
 * @param items how many units are in the cart
 */
record Visitor(@Nullable String name, @Nullable String tenant, int items) {
}
