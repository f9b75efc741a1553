import type { World } from '../../../src/world.ts';
import { type DatabaseMoment, watchDatabase } from './watched-database.ts';

/** `beforeJob`: the queue is about to be given a job. `beforeAnnouncement`: the bus is about to say aloud what is durable. */
export type Moment = DatabaseMoment | 'beforeJob' | 'beforeAnnouncement';

/** Told of each moment and what it is about, as text. */
export type Watch = (moment: Moment, about: string) => void | Promise<void>;

/**
 * The world of a service, watched where it touches the outside: the database, the queue and the bus. That is all a crash
 * can leave half done, so the product needs no marks of its own, and none can be armed in production.
 */
export function watchWorld(world: World, watch: Watch): World {
  const { db, urgent, queue, bus } = world;
  return {
    ...world,
    db: watchDatabase(db, watch),
    urgent: watchDatabase(urgent, watch),
    queue: {
      ...queue,
      async add(job) {
        await watch('beforeJob', JSON.stringify(job));
        await queue.add(job);
      },
    },
    bus: {
      ...bus,
      publish(topic, message) {
        void watch('beforeAnnouncement', JSON.stringify(message));
        bus.publish(topic, message);
      },
    },
  };
}
