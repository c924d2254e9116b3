package io.github.redissession.testing;

import java.util.List;

/**
 * How one node sees the cluster: the lines of {@code CLUSTER NODES}.
 *
 * @param state the output of {@code CLUSTER INFO}
 * @param members the nodes it knows
 */
record ClusterView(String state, List<Member> members) {

	static ClusterView of(RedisServer node) {
		return new ClusterView(String.valueOf(node.cli("CLUSTER", "INFO")),
				String.valueOf(node.cli("CLUSTER", "NODES")).lines().map(Member::parse).toList());
	}

	boolean isOk() {
		return this.state.contains("cluster_state:ok") && this.state.contains("cluster_slots_ok:16384");
	}

	/**
	 * Whether the node knows that many members and is connected to each.
	 */
	boolean knowsWell(int size) {
		return this.members.size() == size && this.members.stream().allMatch(Member::isWell);
	}

	/**
	 * The ports of the masters that serve slots.
	 */
	List<Integer> masters() {
		return this.members.stream().filter((member) -> !member.slots.isEmpty()).map(Member::port).toList();
	}

	/**
	 * The port of the master that serves a slot.
	 */
	int masterOf(int slot) {
		return this.members.stream()
			.filter((member) -> member.serves(slot))
			.map(Member::port)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No node serves slot " + slot));
	}

	/**
	 * A line of {@code CLUSTER NODES}.
	 *
	 * @param port the port for clients
	 * @param flags such as {@code myself,master}
	 * @param link {@code connected} or not
	 * @param slots single ones, and ranges with a dash; none for a replica
	 */
	record Member(int port, List<String> flags, String link, List<String> slots) {

		private static final int FIRST_SLOTS = 8;

		static Member parse(String line) {
			List<String> fields = List.of(line.split(" "));
			String address = fields.get(1);
			return new Member(Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@'))),
					List.of(fields.get(2).split(",")), fields.get(7), fields.subList(FIRST_SLOTS, fields.size()));
		}

		boolean isWell() {
			return this.link.equals("connected") && this.flags.stream()
				.noneMatch((flag) -> flag.startsWith("fail") || flag.equals("handshake") || flag.equals("noaddr"));
		}

		boolean serves(int slot) {
			return this.slots.stream().filter((range) -> !range.startsWith("[")).anyMatch((range) -> {
				String[] ends = range.split("-");
				return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
			});
		}

	}

}
