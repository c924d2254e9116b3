package com.example.shop;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The configuration of the shop.
 *
 * @param instance the name of this instance, shown on every page
 * @param warning how long before a session ends its user is warned
 */
@ConfigurationProperties("shop")
record ShopProperties(String instance, Duration warning) {
}
