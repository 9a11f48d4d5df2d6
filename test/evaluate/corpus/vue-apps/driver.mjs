/** Widgets with a root of their own share one router: up to 3.0.3 it keeps the roots that were destroyed (vuejs/vue-router#2639, #2706). */
import Vue from 'vue';
import { mode, run } from '../harness.mjs';

const { default: Router } = await import(mode);
Vue.config.productionTip = false;
Vue.config.devtools = false;
Vue.use(Router);

const router = new Router({
  mode: 'abstract',
  routes: [{ path: '/' }, { path: '/orders/:id', name: 'order' }],
});
router.push('/orders/1');

export let seen = 0;

await run('vue-apps', {
  rate: 10,
  op(index) {
    const widget = new Vue({
      router,
      data: () => ({
        id: index,
        title: `order ${index}`,
        rows: [1, 2, 3].map((n) => ({ n, note: `row ${n} of ${index}` })),
      }),
      computed: {
        caption() {
          return `${this.title} on ${this.$route.path}`;
        },
      },
    });
    seen += widget.caption.length;
    widget.$destroy();
  },
});
