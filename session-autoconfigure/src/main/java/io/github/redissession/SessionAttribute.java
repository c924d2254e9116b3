package io.github.redissession;

import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The name of an attribute together with its class, so that callers need no cast.
 *
 * <pre>
 * static final SessionAttribute&lt;Cart&gt; CART = new SessionAttribute&lt;&gt;("cart", Cart.class);
 *
 * Cart cart = CART.from(httpSession::getAttribute);
 * CART.to(httpSession::setAttribute, cart.with(item));
 * </pre>
 *
 * A value that was stored is validated when it is read, if the application has Bean
 * Validation. A value that is invalid or of another class is treated as unreadable; see
 * {@code redis-session.codec.on-unreadable}.
 *
 * @param <T> the class of the values
 * @param name the attribute's name
 * @param type the class of the values
 */
public record SessionAttribute<T>(String name, Class<T> type) {

	/**
	 * Reads the attribute.
	 * @param attributes returns an attribute by its name, for example
	 * {@code httpSession::getAttribute}, {@code webSession::getAttribute} or
	 * {@code session::getAttribute}
	 * @return the value, {@code null} if there is no usable value
	 * @throws AttributeNotReadableException if the stored value cannot be used and
	 * {@code redis-session.codec.on-unreadable} is {@code fail}
	 */
	public @Nullable T from(Function<String, ? extends @Nullable Object> attributes) {
		Object value = attributes.apply(this.name);
		if (value != null && attributes.apply(StoredSession.SELF) instanceof StoredSession session) {
			return session.get(this);
		}
		return this.type.isInstance(value) ? this.type.cast(value) : null;
	}

	/**
	 * Writes the attribute.
	 * @param attributes sets an attribute by its name, for example
	 * {@code httpSession::setAttribute}
	 * @param value the value
	 * @throws AttributeNotStorableException if the value cannot be stored
	 */
	public void to(BiConsumer<String, ? super T> attributes, T value) {
		attributes.accept(this.name, value);
	}

}
