package io.github.redissession.redis.events;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Announces new ids of sessions to all nodes. The announcement is not waited for.
 *
 * @param connection the connection to Redis
 * @param settings how sessions are stored, and whether they are announced
 */
public record MoveAnnouncer(SessionConnection connection, RedisSettings settings) {

	/**
	 * Announces a new id.
	 */
	public void moved(String id, String newId) {
		if (this.settings.announces()) {
			long now = this.settings.clock().millis();
			this.connection
				.run((batch) -> batch.publish(this.settings.channel(), SessionAnnouncement.moved(id, newId, now)));
		}
	}

}
