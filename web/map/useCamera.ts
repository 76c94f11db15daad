import { nextTick, watch, type Ref } from 'vue'
import { useAddress } from '../address'
import { useFocus } from '../focus'
import { viewCodec } from '../url'
import type { MapHandle } from './handle'
import type { Extent, View } from './state'

/** Keeps camera and address together: where the camera rests is written, what comes from elsewhere is gone to. */
export function useCamera(handle: Ref<MapHandle | null>, city: () => Extent | undefined) {
  const { address, replace } = useAddress()
  const { asked } = useFocus()
  /** Views on their way into the address. */
  const written = new Set<string>()

  async function rest(view: View) {
    const text = viewCodec.print(view) ?? ''
    written.add(text)
    await replace({ view })
    await nextTick()
    written.delete(text)
  }

  watch(asked, (extent) => extent && handle.value?.fitArea(extent, city() ?? extent))
  // Back and forward, and links pasted into this very page; not what the camera itself wrote, which may be under way again.
  watch(
    () => viewCodec.print(address.value.view),
    (text) => {
      const { view } = address.value
      if (text !== undefined && view && !written.has(text)) handle.value?.jumpTo(view)
    },
  )
  return { rest }
}
