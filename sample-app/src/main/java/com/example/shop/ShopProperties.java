package com.example.shop;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What can be set about the shop.
 *
 * @param instance the name of this instance, shown on every page
 */
@ConfigurationProperties("shop")
record ShopProperties(String instance) {
}
