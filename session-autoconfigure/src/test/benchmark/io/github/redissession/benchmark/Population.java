package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of one peer: some that stay, of users with one session each and of one
 * user with fifty, and those that come and go.
 */
final class Population {

	static final int DEVICES = 50;

	private static final String DEVICES_USER = "user-with-devices";

	private final List<String> staying;

	private final Queue<String> begun = new ConcurrentLinkedQueue<>();

	private final Queue<String> loggedIn = new ConcurrentLinkedQueue<>();

	private final AtomicInteger number = new AtomicInteger();

	private Population(List<String> staying) {
		this.staying = staying;
	}

	static Population create(Load load, PeerKind kind, Peer peer, int size) {
		Queue<String> ids = new ConcurrentLinkedQueue<>();
		AtomicInteger next = new AtomicInteger();
		load.repeat(8, size, () -> ids.add(peer.create("user-" + next.incrementAndGet())));
		if (kind.does(Operation.LIST)) {
			load.repeat(8, DEVICES, () -> peer.create(DEVICES_USER));
			int listed = peer.list(DEVICES_USER);
			if (listed != DEVICES) {
				throw new IllegalStateException(kind + " lists " + listed);
			}
		}
		return new Population(new ArrayList<>(ids));
	}

	/**
	 * Does an operation once.
	 * @return whether there was a session to do it with
	 */
	boolean run(Operation operation, Peer peer) {
		int turn = this.number.incrementAndGet();
		switch (operation) {
			case CREATE -> this.begun.add(peer.create(""));
			case READ -> peer.read(any());
			case CHANGE -> peer.change(any(), turn);
			case LIST -> peer.list(DEVICES_USER);
			case LOGIN -> {
				String id = this.begun.poll();
				if (id == null) {
					return false;
				}
				this.loggedIn.add(peer.login(id, "visitor-" + turn));
			}
			case LOGOUT -> {
				String id = this.loggedIn.poll();
				if (id == null) {
					return false;
				}
				peer.logout(id);
			}
		}
		return true;
	}

	private String any() {
		return this.staying.get(ThreadLocalRandom.current().nextInt(this.staying.size()));
	}

}
