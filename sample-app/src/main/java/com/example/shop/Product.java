package com.example.shop;

import java.math.BigDecimal;

/**
 * Something on the shelf.
 *
 * @param sku its short name in forms and carts
 * @param name its name for people
 * @param unit what the price buys
 * @param price the price of one unit in US dollars
 */
record Product(String sku, String name, String unit, BigDecimal price) {
}
