package com.example.shop;

import java.math.BigDecimal;

/**
 * A line of a cart as a page shows it.
 *
 * @param product the product
 * @param quantity the number of units
 * @param price their total price in US dollars
 */
record CartRow(Product product, int quantity, BigDecimal price) {
}
