package com.example.shop;

/**
 * One product in a cart.
 *
 * @param sku the product
 * @param quantity the number of units, at least one
 */
record Line(String sku, int quantity) {
}
