package com.example.shop;

import java.math.BigDecimal;

/**
 * A product that the shop sells.
 *
 * @param sku its identifier in forms and carts
 * @param name its display name
 * @param unit the unit of sale, for example a bag of 6
 * @param price the price of one unit in US dollars
 */
record Product(String sku, String name, String unit, BigDecimal price) {
}
