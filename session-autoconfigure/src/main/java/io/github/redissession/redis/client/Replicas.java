package io.github.redissession.redis.client;

import java.time.Duration;

/**
 * The replicas that must acknowledge a write.
 *
 * @param number the number of replicas, positive
 * @param timeout how long to wait for them
 */
public record Replicas(int number, Duration timeout) {

}
