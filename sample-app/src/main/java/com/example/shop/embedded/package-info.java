/**
 * A Redis server for trying out the shop; your own application does not need it.
 */
@NullMarked
package com.example.shop.embedded;

import org.jspecify.annotations.NullMarked;
