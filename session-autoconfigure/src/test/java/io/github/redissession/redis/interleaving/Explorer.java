package io.github.redissession.redis.interleaving;

import java.util.ArrayList;
import java.util.List;

import io.github.redissession.testing.GatedClient;
import io.github.redissession.testing.RedisWire;

/**
 * Runs the commands of some clients in every order, depth first: each run begins anew and
 * follows the previous one up to the last choice that leaves another client. Commands go
 * out together as long as it does not depend on a reply which one is next; the server
 * runs them one by one.
 * <p>
 * Every command has one key, so two neighbours of different clients with different keys
 * may be exchanged, and nothing can tell. Unless all orders are wanted, only one of those
 * is run that differ by such exchanges: another client is tried where two commands with
 * the same key could have come the other way round, and a client that has been tried
 * sleeps until a command with the key of its own has been run (Abdulla, Aronsson,
 * Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", POPL 2014, algorithm 1).
 * {@link Order#equivalents} counts the others.
 */
final class Explorer {

	private final RedisWire wire;

	private final List<GatedClient> clients;

	private final boolean all;

	private final Runnable watch;

	private final List<Choice> choices = new ArrayList<>();

	/**
	 * Creates an explorer that is before the first order.
	 * @param wire the connection to the server
	 * @param clients the clients, whose commands wait at the gate when a run begins
	 * @param all whether to run every order, rather than one of those that differ by
	 * exchanges
	 * @param watch called after every command that the previous run did not reach in the
	 * same way, when it has passed
	 */
	Explorer(RedisWire wire, List<GatedClient> clients, boolean all, Runnable watch) {
		this.wire = wire;
		this.clients = clients;
		this.all = all;
		this.watch = watch;
	}

	/**
	 * Runs the commands in the next order. The clock of the server is no part of it: two
	 * commands may run in the same millisecond in one run and not in another, and have
	 * another effect. If others follow from that, the run is to be repeated.
	 * @return the order
	 */
	Order run() {
		Order order = new Order(this.clients.size());
		int sleeping = 0;
		int known = this.choices.size() - 1;
		for (int depth = 0;; depth++) {
			if (depth == this.choices.size()) {
				if (this.clients.stream().anyMatch((client) -> !client.isWaiting() && client.isUnanswered())) {
					this.wire.flush();
				}
				Choice next = new Choice(this.clients, sleeping);
				if (!next.isPossible()) {
					this.wire.flush();
					order.races((position, initials) -> this.choices.get(position).tryOneOf(initials));
					return order.endedBy(next.isEnd() ? Order.End.COMPLETE : Order.End.REPEATED);
				}
				this.choices.add(next);
			}
			Choice choice = this.choices.get(depth);
			GatedClient client = this.clients.get(choice.chosen);
			if (!client.isWaiting()) {
				this.wire.flush();
			}
			if (!client.isWaiting() || !client.key().equals(choice.keys[choice.chosen])) {
				this.wire.flush();
				return order.endedBy(Order.End.DIVERGED);
			}
			order.add(choice.chosen, client.key(), client.description());
			sleeping = this.all ? 0 : choice.sleepingAfter();
			client.pass();
			if (depth >= known) {
				this.watch.run();
			}
		}
	}

	/**
	 * Goes back to the last choice that leaves another client.
	 * @return whether there is one
	 */
	boolean next() {
		while (!this.choices.isEmpty()) {
			if (this.choices.get(this.choices.size() - 1).next()) {
				return true;
			}
			this.choices.remove(this.choices.size() - 1);
		}
		return false;
	}

	/**
	 * Which client is next, out of those whose commands wait. Sets of clients are bits.
	 */
	private final class Choice {

		private final String[] keys;

		private final int possible;

		/** The clients that have been tried here or sleep. */
		private int done;

		/** The clients that are to be tried, or were. */
		private int wanted;

		private int chosen;

		Choice(List<GatedClient> clients, int sleeping) {
			this.keys = clients.stream().map((client) -> client.isWaiting() ? client.key() : "").toArray(String[]::new);
			int waiting = 0;
			for (int i = 0; i < this.keys.length; i++) {
				waiting |= this.keys[i].isEmpty() ? 0 : 1 << i;
			}
			this.possible = waiting;
			this.done = sleeping;
			this.wanted = Explorer.this.all ? waiting : Integer.lowestOneBit(waiting & ~sleeping);
			choose();
		}

		private boolean choose() {
			int left = this.wanted & this.possible & ~this.done;
			this.chosen = (left != 0) ? Integer.numberOfTrailingZeros(left) : -1;
			return left != 0;
		}

		boolean isPossible() {
			return this.chosen >= 0;
		}

		boolean isEnd() {
			return this.possible == 0;
		}

		boolean next() {
			this.done |= 1 << this.chosen;
			return choose();
		}

		void tryOneOf(int initials) {
			if ((this.wanted & initials) == 0) {
				this.wanted |= Integer.lowestOneBit(initials);
			}
		}

		int sleepingAfter() {
			int sleeping = 0;
			for (int i = 0; i < this.keys.length; i++) {
				if ((this.done & (1 << i)) != 0 && !this.keys[i].equals(this.keys[this.chosen])) {
					sleeping |= 1 << i;
				}
			}
			return sleeping;
		}

	}

}
