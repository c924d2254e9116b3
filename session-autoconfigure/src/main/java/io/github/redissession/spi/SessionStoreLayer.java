package io.github.redissession.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A layer around a {@link SessionStore}: every call goes on to the next layer, unless a
 * subclass overrides the method.
 */
public abstract class SessionStoreLayer implements SessionStore {

	private final String name;

	private final SessionStore next;

	/**
	 * Creates a layer.
	 * @param name the name of the layer in {@link #layers()}
	 * @param next the next layer, or the store itself
	 */
	protected SessionStoreLayer(String name, SessionStore next) {
		this.name = name;
		this.next = next;
	}

	/**
	 * Returns what this layer calls.
	 * @return the next layer, or the store itself
	 */
	protected final SessionStore next() {
		return this.next;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return this.next.find(id);
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.next.findAll(ids);
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		return this.next.save(delta);
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return this.next.delete(end);
	}

	@Override
	public List<String> layers() {
		return Stream.concat(Stream.of(this.name), this.next.layers().stream()).toList();
	}

}
