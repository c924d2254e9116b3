/**
 * A Redis for those who just want to look at the shop; nothing an application of yours
 * needs.
 */
@NullMarked
package com.example.shop.embedded;

import org.jspecify.annotations.NullMarked;
