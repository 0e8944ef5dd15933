import { serve } from './serve';
import { galleryService } from '../engine/gallery/door';
import { moved } from './moved';

const service = galleryService();
const learningTask = service.learningTask.bind(service);
const evaluationTask = service.evaluationTask.bind(service);
const groupingTask = service.groupingTask.bind(service);
const mistakesTask = service.mistakesTask.bind(service);
serve(
  Object.assign(service, {
    learningTask: async () => moved(await learningTask()),
    evaluationTask: async (...args: Parameters<typeof evaluationTask>) =>
      moved(await evaluationTask(...args)),
    groupingTask: async (...args: Parameters<typeof groupingTask>) => {
      const task = await groupingTask(...args);
      // What was learnt is in use here.
      return moved(task, [task.photos, task.named]);
    },
    mistakesTask: async () => moved(await mistakesTask()),
  }),
);
