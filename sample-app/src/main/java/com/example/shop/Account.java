package com.example.shop;

/**
 * A user who may log in.
 *
 * @param name the name to log in with
 * @param tenant the company the user belongs to
 * @param role what the user may do
 */
record Account(String name, String tenant, String role) {
}
