/**
 * Flash attributes of Spring MVC.
 */
@NullMarked
package io.github.redissession.web.flash;

import org.jspecify.annotations.NullMarked;
