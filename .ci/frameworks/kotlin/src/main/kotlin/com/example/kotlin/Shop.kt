package com.example.kotlin

import jakarta.servlet.http.HttpSession
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.http.MediaType
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RequestParam
import org.springframework.web.bind.annotation.RestController

data class Line(val product: String, val quantity: Int = 1)

sealed interface Delivery {
	object Pickup : Delivery
	data object Locker : Delivery
	data class Post(val city: String = "Paris") : Delivery
}

@JvmInline
value class Money(val cents: Long)

data class Cart(
	val lines: List<Line> = emptyList(),
	val delivery: Delivery = Delivery.Pickup,
	val total: Money = Money(0),
	val labels: Map<String, String> = emptyMap(),
	val best: Pair<String, Int>? = null,
)

@SpringBootApplication
open class Shop

@RestController
open class Pages {

	@GetMapping("/add", produces = [MediaType.TEXT_HTML_VALUE])
	open fun add(session: HttpSession, @RequestParam product: String): String {
		val cart = session.getAttribute("cart") as Cart? ?: Cart()
		val next = cart.copy(lines = cart.lines + Line(product), total = Money(cart.total.cents + 250), best = product to cart.lines.size)
		session.setAttribute("cart", next)
		return next.toString()
	}

	@GetMapping("/deliver", produces = [MediaType.TEXT_HTML_VALUE])
	open fun deliver(session: HttpSession, @RequestParam how: String): String {
		val cart = session.getAttribute("cart") as Cart? ?: Cart()
		val delivery = when (how) {
			"pickup" -> Delivery.Pickup
			"locker" -> Delivery.Locker
			else -> Delivery.Post(how)
		}
		session.setAttribute("cart", cart.copy(delivery = delivery))
		return "kept"
	}

	@GetMapping("/cart", produces = [MediaType.TEXT_HTML_VALUE])
	open fun cart(session: HttpSession): String {
		val cart = session.getAttribute("cart") as Cart
		// Exhaustive, and by identity for the objects: a second instance of Pickup would be neither.
		val delivery = when (val it = cart.delivery) {
			Delivery.Pickup -> "pickup"
			Delivery.Locker -> "locker"
			is Delivery.Post -> "post to " + it.city
		}
		return "${cart.lines.map { it.product }} $delivery ${cart.total.cents} ${cart.labels} ${cart.best}"
	}
}
