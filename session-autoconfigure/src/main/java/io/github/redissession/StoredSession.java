package io.github.redissession;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

/**
 * A session as this library shows it to an application: Spring Session's {@link Session}
 * and what Redis knows besides the attributes. Every session of the repositories is one.
 * Code that holds an {@code HttpSession} or a {@code WebSession} obtains it from the
 * attribute {@link #SELF}.
 * <p>
 * A session belongs to one request, whose threads may share it. Changes that other
 * requests make meanwhile are not visible; they are merged by attribute name when this
 * session is saved.
 */
public interface StoredSession extends Session {

	/** The name of the attribute that returns the session itself. */
	String SELF = StoredSession.class.getName();

	/**
	 * A request attribute (servlet) or exchange attribute (WebFlux) that makes its
	 * request passive: if it is {@code true} when the session is saved, the request does
	 * not prolong the session.
	 */
	String PASSIVE = StoredSession.class.getName() + ".PASSIVE";

	/**
	 * Returns the secret that opens this session.
	 * @return the token if this request began the session or changed its id, and the
	 * session has not ended since; otherwise {@code null}, because only the client knows
	 * it
	 */
	@Nullable SessionToken getToken();

	/**
	 * Returns the id under which the session is stored, which is the old one until a
	 * change of the id is saved.
	 * @return the id, {@code null} if the session has never been saved
	 */
	@Nullable String getStoredId();

	/**
	 * Returns the user who was logged in when the session was last read or saved.
	 * @return the principal's name, {@code null} if the session was anonymous
	 */
	@Nullable String getPrincipal();

	/**
	 * Returns what was stored besides the attributes when the session was last read or
	 * saved: the user, the device, the values of indexes.
	 * @return the details by name, unmodifiable
	 */
	Map<String, String> getDetails();

	/**
	 * Returns when this session ends however much it is used.
	 * @return the end of its maximum lifetime by the clock of Redis, {@code null} if it
	 * has none
	 */
	@Nullable Instant getDeadline();

	/**
	 * Returns when this session ends unless it is used again. A passive request does not
	 * move that time.
	 * @return the earliest possible time, {@code null} for never; the session may live
	 * one touch interval longer
	 */
	@Nullable Instant getExpiresAt();

	/**
	 * Returns the attributes that this request has asked for and that could not be used.
	 * Their bytes are kept until the application sets or removes them.
	 * @return the names, possibly empty
	 */
	Set<String> getUnreadableAttributeNames();

	/**
	 * Returns an attribute after checking its class and, if the application has Bean
	 * Validation, the constraints of a value that was stored.
	 * @param key the attribute's name and class
	 * @return the value, {@code null} if there is no usable value
	 * @throws AttributeNotReadableException if the stored value cannot be used and
	 * {@code redis-session.codec.on-unreadable} is {@code fail}
	 */
	<T> @Nullable T get(SessionAttribute<T> key);

	/**
	 * Returns an attribute, which is decoded when a request asks for it first.
	 * @throws AttributeNotReadableException if it cannot be decoded and
	 * {@code redis-session.codec.on-unreadable} is {@code fail}
	 */
	@Override
	<T> @Nullable T getAttribute(String name);

	/**
	 * Returns the names of all attributes but those that were found to be unreadable.
	 */
	@Override
	Set<String> getAttributeNames();

	/**
	 * Sets an attribute. Later changes inside the object are stored too, if they happen
	 * before the session is saved.
	 * @param name the name, which must not contain half of a surrogate pair
	 * @param value the value; {@code null} removes the attribute
	 * @throws AttributeNotStorableException if the value could not be read back, or the
	 * name cannot be stored; the attribute then keeps the value it had
	 */
	@Override
	void setAttribute(String name, @Nullable Object value);

	/**
	 * Sets an idle timeout for this session alone. A timeout that is longer than the
	 * expiry policy allows is shortened.
	 * @param interval the timeout; zero or negative for none
	 */
	@Override
	void setMaxInactiveInterval(Duration interval);

}
