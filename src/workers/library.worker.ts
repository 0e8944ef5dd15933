import { serve } from './serve';
import { galleryService } from '../engine/gallery/service';
import { moved } from './moved';

const service = galleryService();
const learningTask = service.learningTask.bind(service);
const evaluationTask = service.evaluationTask.bind(service);
serve(
  Object.assign(service, {
    learningTask: async () => moved(await learningTask()),
    evaluationTask: async (...args: Parameters<typeof evaluationTask>) =>
      moved(await evaluationTask(...args)),
  }),
);
