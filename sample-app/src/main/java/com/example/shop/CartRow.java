package com.example.shop;

import java.math.BigDecimal;

/**
 * A line of a cart as a page shows it.
 *
 * @param product the product
 * @param quantity how many units of it
 * @param price what they cost together
 */
record CartRow(Product product, int quantity, BigDecimal price) {
}
