package com.example.vaadin;

import java.util.List;

/**
 * What a visitor has ordered in all tabs. Unlike the view, it is stored.
 */
public record Basket(List<String> products) {
}
