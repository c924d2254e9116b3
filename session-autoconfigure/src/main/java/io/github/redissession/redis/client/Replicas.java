package io.github.redissession.redis.client;

import java.time.Duration;

/**
 * How many replicas have to confirm what must not be lost.
 *
 * @param number how many, positive
 * @param timeout how long to wait for them
 */
public record Replicas(int number, Duration timeout) {

}
