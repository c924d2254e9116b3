package com.example.shop;

/**
 * One product in a cart.
 *
 * @param sku the product
 * @param quantity how many units of it, at least one
 */
record Line(String sku, int quantity) {
}
